# Sourced by tools/package.sh: the MSI for silent roll-out. Its properties are in docs/it.md, its tables in
# msi_tables.py.
# shellcheck shell=bash disable=SC2154

need_packages msitools

msi_file="$out/$windows_name.msi"
msi_work="$work/msi"
mkdir -p "$msi_work/tables" "$msi_work/cabinet"
python3 installer/windows/msi_tables.py "$stage" "$version" "$SOURCE_DATE_EPOCH" "$msi_work"
# In the cabinet a file is called by its key.
while read -r key name; do
  cp -p -- "$stage/$name" "$msi_work/cabinet/$key"
done <"$msi_work/files"
mapfile -t in_cabinet < <(cut -d ' ' -f 1 "$msi_work/files" | sed "s|^|$msi_work/cabinet/|")
python3 installer/windows/cabinet.py "$msi_work/programs.cab" "$SOURCE_DATE_EPOCH" "${in_cabinet[@]}"
rm -f -- "$msi_file"
tables=()
for table in "$msi_work"/tables/*.idt; do tables+=(-i "$table"); done
msibuild "$msi_file" "${tables[@]}"
msibuild "$msi_file" -a programs.cab "$msi_work/programs.cab"
sign "$msi_file"
made "$msi_file"
