# 見張りが 見つけた ときの 画面
alert-session = だれかが 遠くから パソコンを 動かして いるかもしれません
alert-session-reason = 知らない 人なら、赤い ボタンを 押します。
alert-names = ソフト: { $names }
alert-press = 押すと、すぐに 切りはじめます
alert-gone = 遠隔操作は 見えなく なりました
alert-gone-reason = まだ どこかに つながって いるかもしれません。こわい ときは 切って いいです。
alert-allowed = 家族が 許可した ソフトです
alert-details = くわしく
alert-close = 閉じる
alert-count = あと { $seconds }秒で インターネットを 切りはじめます
alert-count-reason = 知らない 人と 電話中なら、そのまま 待って ください。
alert-cut-now = いま 切る
alert-let-be = 家族の 手伝いなので 切らない
alert-automatic = 遠隔操作が 見つかったら、15秒後に 自動で 切る
alert-help =
    使い方: kyukyubako alert

    遠隔操作が 見つかった ときの 画面を 開きます。見張りが 自分で 動かします。

# 家族の 手伝い
help-door = これは 家族の 手伝いです
help-open = 家族の 手伝い (2時間)
help-see = 手伝いを 見る・終わる
help-ask = 家族では ない 人に、これを 押すように 言われましたか?
help-ask-reason = 本物の 会社は、この ボタンを 押させません。
help-refused = 手伝いは はじめません
help-refused-cut = さきに 赤い ボタンを 押します。そのあと 電話を 切ります。
help-refused-call = 家族か 188 に 自分で かけてください。
help-choose = どの ソフトで 手伝って もらいますか?
help-choose-reason = 2時間だけ 知らせません。暗証番号は 声に 出さないで ください。
help-pick = { $name } を 使う
help-signed-by = 作った 会社: { $signer }
help-none = 手伝いの ソフトは 見つかりません
help-none-reason = 家族が つないでから、もう一度 押します。作った 会社が わからない ソフトは 使えません。
help-none-here = この ソフトは 手伝いに 使えません
help-none-here-reason = 知らない 人が つないでいたら、赤い ボタンを 押します。
help-allowed = 家族が 手伝って います
help-allowed-until = { $name }: { $time }まで、警告を 出しません。
help-allowed-end = 時間が 来ると 自動で 終わります。
help-end = 手伝いを 終わる
help-closed = いまは 手伝いを はじめられません
help-closed-reason = 手順や 避難訓練が 終わってから できます。
help-strip = 家族が 手伝って います ({ $time } まで)
help-changed-meanwhile = ソフトの 様子が 変わりました。手伝いは はじめていません。
moment-time = { $hour }時{ $minute }分
alert-allowed-reason = 家族の 手伝いなら、閉じて いいです。
