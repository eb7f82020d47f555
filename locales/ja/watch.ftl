# 見張り
caregiver-watch = 見張りを 決める
watch-title = 見張り
watch-reason = 遠隔操作が 始まったら、赤い ボタンの 画面を 出します。
watch-looking = 調べています。
watch-running = いま 見張っています。遠隔操作が 始まったら、赤い ボタンの 画面が 出ます。
watch-not-running = いま 見張っていません。「する」を もう一度 押してください。
watch-not-now = やめることは、ぜんぶ 終わってから できます。
watch-at-log-on = いつも 見張る (パソコンを 始めた ときから)
watch-on = する
watch-off = しない
watch-choice = { $what }: { $choice }
watch-not-changed = 見張りを 変えられませんでした。

# コマンド
watch-help =
    使い方: kyukyubako watch [--install | --remove | --status] [--json]

    画面を 出さずに 見張ります。遠隔操作が 始まったら、赤い ボタンの 画面を 出します。

      --install  パソコンを 始めた ときから 見張ります。いまも 始めます
      --remove   見張るのを やめます
      --status   いま どうなっているか 答えます
      --json     答えを JSON で 出します
watch-already = もう 見張っています。
watch-failed = できませんでした: { $reason }
watch-status-at-log-on = パソコンを 始めた ときから 見張ります: { $place }
watch-status-not-at-log-on = パソコンを 始めた ときには 見張りません。
watch-status-running = いま 見張っています。
watch-status-not-running = いま 見張っていません。
watch-in-session = いまは やめられません。遠隔操作が 見つかっています。
