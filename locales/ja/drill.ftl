# 避難訓練
caregiver-drill = 避難訓練を する
drill-title = 避難訓練
drill-explain = インターネットを 一度 切って、すぐ 戻します。長くても 1分です。
drill-explain-pages = 開いている ページは、あとで もう一度 開いてください。
drill-explain-calls = 通話中なら、終わってから はじめます。ひかり電話も 切れる ことが あります。
drill-start = 訓練を はじめる
drill-closing = 切っています
drill-observing = 切れたか 見ています
drill-restoring = 戻しています
drill-running-reason = 訓練です。何も しなくて いいです。
drill-running-limit = 長くても 60秒で もとに 戻ります
drill-good = 訓練は うまく いきました
drill-not-proven = 切れたことを 確かめられませんでした
drill-not-restored = まだ もとに 戻っていません
drill-real-cut = 訓練を やめて、本当に 切りました
drill-not-proven-reason = 本番では、線を 抜くか 電源ボタンを 10秒 押します。
drill-not-restored-reason = 1分 待ってください。だめなら、下の ボタンを 押します。
drill-real-cut-reason = 赤い ボタンが 押されました。
drill-ended-elsewhere = 時間が 来たので、べつの プログラムが 戻しました。
drill-times = 切る: { $ways }秒。切れたと わかる: { $proven }秒。戻す: { $restore }秒。
drill-time-none = −
drill-restore-again = インターネットを 戻す
drill-worked = うまく いきました ({ $seconds }秒)
drill-worked-untimed = うまく いきました
drill-result-not-available = この パソコンには ありません
drill-result-failed = できませんでした
drill-result-not-tried = 訓練では しません (本番だけ)
drill-way-link-down = 線と Wi-Fi を 止める
drill-way-network-manager = パソコンの ネットの スイッチを 切る
drill-way-radio-off = Wi-Fi の 電波を 止める
drill-way-guard = 救急箱の ガードが 切る
drill-way-filter = 通信の とびらを 閉める
drill-way-network-services = ネットの つなぎ口を 閉める
drill-way-sockets-destroyed = つながっている 通信を 終わらせる
drill-refused = いまは 訓練を しません
drill-why-cut-in-force = インターネットは わざと 切ってあります。戻してから 訓練を します。
drill-why-incident-open = まだ 手順の 途中です。「ぜんぶ 終わりました」を 押してから 訓練を します。
drill-why-remote-tool = 遠隔操作の ソフトが 動いています。知らない 人なら、赤い ボタンを 押してください。
drill-why-busy = いま べつの 訓練が 動いています。1分 待ってください。
drill-why-not-connected = インターネットに つながっていません。つないでから もう一度 ためします。
drill-why-no-safety-net = もとに 戻す 準備が できませんでした。何も 変えていません。
drill-why-no-way = この パソコンでは、訓練で ためせる ことが ありません。本番は「はい」を 押すか、線を 抜きます。
drill-why-failed = 訓練が 途中で 止まりました。1分で もとに 戻ります。
drill-help =
    使い方: kyukyubako drill [--json]
    避難訓練: 切って、たしかめて、すぐ 戻します。長くても 60秒です。
    終了コード: 0 うまく いった、1 いかなかった、2 使い方の まちがい
