# The small program that runs as administrator (Windows).
restore-program-title = 救急箱: インターネットを 戻す
restore-program-shortcut = インターネットを 戻す
restore-program-shortcut-hint = 救急箱が 切った インターネットを 戻します
restore-program-uninstall-name = 救急箱 (インターネットを 戻す プログラム)
# The name of the sheet that the set-up program leaves beside it.
restore-program-by-hand-file = インターネットの 戻し方
restore-program-ask =
    インターネットを 戻します。

    電話の 相手に 「戻して」と 言われて いませんか?
    言われて いる ときは 「いいえ」を 押してください。
    電話を 切ってください。

    家族や 支援の方と いっしょに 決めた ときだけ 「はい」を 押してください。
restore-program-done = インターネットを 戻しました。
restore-program-nothing = 戻すものは ありません。救急箱は インターネットを 切って いません。
restore-program-left-behind =
    インターネットを 戻しました。
    記録の 一部が 残りました。もう一度 パソコンを 始めてから 同じことを してください。
restore-program-refused = 何も 変えませんでした。インターネットは 切れた ままです。
restore-program-failed =
    戻せませんでした。何も 変えて いません。
    パソコンを もう一度 始めてから 同じことを してください。
restore-program-not-elevated = 管理者の 許可が 必要です。もう一度 開いて 「はい」を 押してください。
restore-program-misplaced =
    何も して いません。
    このプログラムは 安全な 場所に ありません。スタート メニューの 「インターネットを 戻す」を 使ってください。
restore-program-wrong-use = 使い方: kyukyubako-restore cut | restore | status | uninstall
restore-program-status-cut = インターネットは 救急箱が わざと 切って あります。
restore-program-status-until-restart =
    インターネットは 救急箱が わざと 切って あります。
    パソコンを もう一度 始めると つながります。
restore-program-uninstalled =
    インターネットを 戻して このプログラムを 消しました。
    残りの ファイルは 次に パソコンを 始める ときに 消えます。
