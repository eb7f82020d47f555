# Taking the program off a PC without leaving it offline. Sourced by nothing: tools/package.sh writes it into the
# package's prerm and into the tarball's uninstall.sh, after `bin`, the folder of the programs.
# shellcheck shell=sh disable=SC2154

unit=/etc/systemd/system/kyukyubako-guard.service
watch_entry=/etc/xdg/autostart/kyukyubako-watch.desktop
notice_entry=/etc/xdg/autostart/kyukyubako-notice.desktop

# tell JAPANESE ENGLISH: in the language of whoever removes it, chosen as the program does.
tell() {
  case "${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}" in
    en*) printf '%s\n' "$2" ;;
    *) printf '%s\n' "$1" ;;
  esac >&2
}

# bounded COMMAND…: an end, however the program hangs. A restart of the service takes 100 s at most.
bounded() { timeout --kill-after=5 120 "$@" </dev/null; }

systemd_runs() { [ -d /run/systemd/system ] && command -v systemctl >/dev/null; }

# running NAME…: the processes of our programs, whichever user started them and whatever they call themselves.
running() {
  for process in /proc/[0-9]*; do
    file="$(readlink "$process/exe" 2>/dev/null)" || continue
    for name in "$@"; do
      case "$file" in "$bin/$name" | "$bin/$name (deleted)") echo "${process#/proc/}" ;; esac
    done
  done
}

# end_all NAME…: the watcher's two processes start each other anew, so all are stopped before any is ended.
end_all() {
  for _ in 1 2 3; do
    pids="$(running "$@")"
    [ -n "$pids" ] || return 0
    # Numbers, one word each.
    # shellcheck disable=SC2086
    { kill -STOP $pids; kill -KILL $pids; } 2>/dev/null || true
    sleep 0.2
  done
}

# users_cuts: takes back what users switched off with NetworkManager; the program follows no link of theirs.
users_cuts() {
  result=0
  while IFS=: read -r _ _ uid _ _ home _; do
    [ "$uid" -ge 1000 ] 2>/dev/null || continue
    [ -f "$home/.local/state/kyukyubako/cut-journal" ] || continue
    env -u PKEXEC_UID SUDO_UID="$uid" timeout --kill-after=5 120 "$bin/kyukyubako" restore </dev/null >&2 || result=1
  done </etc/passwd
  return "$result"
}

by_hand() {
  tell '
インターネットを 戻せませんでした。プログラムは 消します。

手で 戻す 方法 (管理者):
1. sudo nft delete table inet kyukyubako
2. つぎに: sudo nmcli networking on
3. 「ip link」で DOWN と 出る ものを それぞれ: sudo ip link set 名前 up
4. パソコンを もう一度 始めます。
' '
The internet could not be restored. The program is removed all the same.

To restore by hand, as administrator:
1. sudo nft delete table inet kyukyubako
2. Then: sudo nmcli networking on
3. For each connection that "ip link" shows as DOWN: sudo ip link set NAME up
4. Restart the PC.
'
}

# open_and_remove: opens the line, then takes out what was set up beside the program's own files. A guard that
# fails is ended and does not keep the program on the PC.
open_and_remove() {
  open=yes
  code=1
  if [ -x "$bin/kyukyubako-guard" ]; then
    code=0
    bounded "$bin/kyukyubako-guard" remove >&2 || code=$?
  fi
  # 12: the line is open, and some file stayed behind.
  if [ "$code" = 0 ] || [ "$code" = 12 ]; then
    # Without its service it runs by hand at most.
    end_all kyukyubako-guard
  else
    tell '見守りサービスが 答えません。別の 方法で インターネットを 戻します。' \
      'The guard service does not answer. The internet is restored in another way.'
    ! systemd_runs || bounded systemctl disable --now kyukyubako-guard.service >&2 || true
    end_all kyukyubako-guard
    bounded "$bin/kyukyubako" restore >&2 || open=no
  fi
  users_cuts || open=no
  end_all kyukyubako
  rm -f -- "$unit" "/etc/systemd/system/multi-user.target.wants/${unit##*/}" \
    /usr/share/polkit-1/actions/kyukyubako.policy "$notice_entry" "$watch_entry"
  ! systemd_runs || bounded systemctl daemon-reload || true
  if [ "$open" = yes ]; then
    # With leave to open the line its records in memory are over, too.
    rm -rf -- /run/kyukyubako
    rm -f -- /var/lib/kyukyubako/cut-journal.lock
  else
    by_hand
  fi
}
