# Sourced by tools/windows.sh: programs that behave like a remote-control tool, signed by somebody who is made up, and
# what the scan says of them.
# shellcheck shell=bash

# A program of the name that a remote-control tool has is seen by the scan, and not before it runs.
session_is_seen() {
  local answer
  # Expanded inside the root only.
  # shellcheck disable=SC2016
  answer="$(in_root "$(programs)" bash -c '
    wine /programs/kyukyubako.exe scan --json 2>/dev/null >/tmp/before.json
    cp /root/.wine/drive_c/windows/system32/notepad.exe /tmp/LMI_Rescue.exe
    wine /tmp/LMI_Rescue.exe >/dev/null 2>&1 &
    for _ in $(seq 30); do
      wine /programs/kyukyubako.exe scan --json 2>/dev/null | tee /tmp/scan.json | grep -q logmein-rescue && break
      sleep 0.5
    done
    cat /tmp/before.json /tmp/scan.json')"
  jq -e -s '
    def seen: any(.findings[]; .tool == "logmein-rescue" and .level == "live" and .pids != []);
    length == 2 and (.[0] | seen | not) and (.[1] | seen)' \
    <<<"$answer" >/dev/null || die "LMI_Rescue.exe was not seen: ${answer:-nothing}"
  say "kyukyubako.exe scan --json sees LMI_Rescue.exe"
}

# The same program under a name of its own: found by what its file says of itself, with its sockets and the
# signer that nobody here trusts.
renamed_tool_is_seen() {
  local answer
  # Expanded inside the root only.
  # shellcheck disable=SC2016
  answer="$(in_root "$(programs)" bash -c '
    cp /programs/stand-ins/signed.exe /tmp/printer-helper.exe
    mkfifo /tmp/until-then && exec 9<>/tmp/until-then && rm /tmp/until-then
    wine /tmp/printer-helper.exe <&9 >/dev/null 2>&1 &
    for _ in $(seq 30); do
      wine /programs/kyukyubako.exe scan --json 2>/dev/null | tee /tmp/scan.json | grep -q logmein-rescue && break
      sleep 0.5
    done
    wine /programs/kyukyubako.exe scan --save-snapshot Z:/tmp/snapshot.json >/dev/null 2>&1
    cat /tmp/scan.json /tmp/snapshot.json')"
  jq -e -s '
    length == 2
    and any(.[0].findings[]; .tool == "logmein-rescue" and .level == "live"
      and ([.evidence[].kind] | (index("original-filename") and index("company") and index("product"))))
    and any(.[1].processes[]; .name == "printer-helper.exe" and .original_filename == "LMI_Rescue.exe"
      and .signer == "GoTo Technologies USA, LLC" and .signature_valid == false)
    and any(.[1].connections[]; .state == "listen" and (.local | startswith("127.0.0.1:")))
    and any(.[1].connections[]; .state == "established")
    and any(.[1].services[]; .running and .pid and (.image | endswith(".exe")))' \
    <<<"$answer" >/dev/null || die "printer-helper.exe was not recognised: ${answer:-nothing}"
  say "kyukyubako.exe scan recognises LMI_Rescue.exe under another name"
}

# made_up_authority FOLDER: an authority that exists for two days and for this test alone.
made_up_authority() {
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj '/CN=Throw-away root' \
    -addext 'keyUsage=critical,keyCertSign' -keyout "$1/root.key" -out "$1/root.pem"
}

# made_up_signer FOLDER NAME: a signer of that name, whom the authority vouches for.
made_up_signer() {
  local authority="$1/root" signer="$1/signer" name="$2"
  openssl req -newkey rsa:2048 -nodes -subj "/O=$name/CN=$name" -keyout "$signer.key" -out "$signer.csr" &&
    printf '%s\n' basicConstraints=CA:FALSE keyUsage=critical,digitalSignature extendedKeyUsage=codeSigning \
      >"$signer.ext" &&
    openssl x509 -req -days 2 -in "$signer.csr" -CA "$authority.pem" -CAkey "$authority.key" -CAcreateserial \
      -extfile "$signer.ext" -out "$signer.pem" &&
    cat "$signer.pem" "$authority.pem" >"$signer-chain.pem"
}

# sign_as FOLDER NAME FROM TO: signs the program FROM as somebody of that name.
sign_as() {
  made_up_signer "$1" "$2" >"$1/log" 2>&1 || { cat "$1/log" >&2; die "no certificate could be made up"; }
  osslsigncode sign -h sha256 -certs "$1/signer-chain.pem" -key "$1/signer.key" -in "$3" -out "$4" >&2
}

# build_stand_ins: programs that behave like a remote-control tool, beside the tests: unsigned, signed by
# somebody who is made up for this run, and with garbage for version information.
build_stand_ins() {
  need_packages osslsigncode openssl
  local source="$PWD/tests/windows/stand_in" folder work gcc=x86_64-w64-mingw32-gcc windres=x86_64-w64-mingw32-windres
  folder="$(programs)/stand-ins"
  work="$(mktemp -d)"
  rm -rf -- "$folder"
  mkdir -p "$folder"
  "$windres" "$source/stand_in.rc" "$work/stand_in.o"
  head -c 10485760 /dev/zero | tr '\0' 'A' >"$work/garbage.bin"
  "$windres" --include-dir "$work" "$source/garbage.rc" "$work/garbage.o"
  local compile=("$gcc" -Os -s -Wall -Wextra -Werror -Wno-missing-field-initializers "$source/stand_in.c")
  "${compile[@]}" "$work/stand_in.o" -o "$folder/unsigned.exe" -lws2_32
  "${compile[@]}" "$work/garbage.o" -o "$folder/garbage.exe" -lws2_32
  # Nothing but its signer says what this one is: somebody who signs one tool alone.
  "${compile[@]}" -o "$work/anonymous.exe" -lws2_32
  made_up_authority "$work" >"$work/log" 2>&1 || { cat "$work/log" >&2; die "no authority could be made up"; }
  cp "$work/root.pem" "$folder/root.pem"
  openssl x509 -in "$work/root.pem" -outform DER -out "$folder/root.der"
  sign_as "$work" 'GoTo Technologies USA, LLC' "$folder/unsigned.exe" "$folder/signed.exe"
  sign_as "$work" 'Aeroadmin LLC' "$work/anonymous.exe" "$folder/single.exe"
  rm -rf -- "$work"
}
