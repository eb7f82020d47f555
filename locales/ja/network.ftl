# インターネットを 切る・戻す ときの ことば

line-hang-up = 電話を 切ってください。
line-is-cut = 切れました。
line-still-open = まだ つながっています。
line-offline-before = はじめから インターネットに つながって いませんでした。
line-by-hand = この パソコンの LANケーブルを 抜いてください。Wi-Fi の ときは Wi-Fi を 切ってください。つぎに パソコンの 電源ボタンを 10秒 押します。さいごに ルーターの 電源を 抜きます。
line-how-to-restore = 戻すときは: kyukyubako restore
line-not-on-record = 記録を 保存できませんでした。戻すときは、パソコンを もう一度 起動します。それでも 戻らないときは、Wi-Fi と ネットワーク (NetworkManager) の スイッチを 入れます。
line-way-done = { $way }: できました
line-way-denied = { $way }: 許可が ありません
line-way-not-available = { $way }: この パソコンでは 使えません
line-way-failed = { $way }: できませんでした
line-check-offline = { $check }: 切れています
line-check-online = { $check }: つながっています
line-status-cut = インターネットは わざと 切ってあります。
line-status-open-but-recorded = 切った 記録が あります。でも いまは つながっています。
line-status-no-cut = 救急箱は インターネットを 切って いません。
line-since = 切った 時刻: { $time }
line-restored = インターネットを 戻しました。
line-nothing-to-restore = 戻すものは ありません。管理者が 切ったときは、管理者で kyukyubako restore を 動かします (Linux では 前に sudo)。
line-restore-not-allowed = 戻すには 管理者の 許可が いります。管理者で kyukyubako restore を 動かしてください (Linux では 前に sudo)。
line-ask-pin = 家族の 暗証番号 (PIN) を 入れて、Enter を 押してください:
line-wrong-pin = 暗証番号が ちがいます。もう一度 ためせます。
line-wrong-pin-wait = 暗証番号が ちがいます。{ $seconds }秒 待ってから、もう一度 ためしてください。
line-restore-incomplete = 全部は 戻りませんでした。もう一度 ためしてください。だめなときは、パソコンを もう一度 起動してください。それでも 戻らないときは、Wi-Fi と ネットワーク (NetworkManager) の スイッチを 入れてください。
line-wrong-use = 使い方が ちがいます: { $argument }
cut-help =
    使い方: kyukyubako cut [--json]
    インターネットを 切ります。切れたことを たしかめて から 答えます。
    終了コード: 0 切れました、1 切れませんでした、2 使い方の まちがい
restore-help =
    使い方: kyukyubako restore [--json]
    切る 前の 状態に 戻します。管理者 (sudo) か 家族の 暗証番号が いります。
    終了コード: 0 戻りました、1 戻りませんでした、2 使い方の まちがい
status-help =
    使い方: kyukyubako status [--json]
    いま 救急箱が インターネットを 切っているか 答えます。
line-ask-end-tools = この ソフトを 終わらせますか? (y = はい、n = いいえ):
line-restore-pause = { $seconds }秒 待ちます。知らない 人と 電話中なら、Ctrl+C で やめて、電話を 切ってください。
line-until-restart = パソコンを もう一度 始めると、また つながります。電源を 入れないで ください。
