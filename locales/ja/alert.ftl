# 見張りが 見つけた ときの 画面
alert-session = だれかが 遠くから このパソコンを 動かして いるかもしれません
alert-session-reason = 見覚えが なければ、下の 赤い ボタンを 押します。
alert-names = ソフト: { $names }
alert-gone = 遠隔操作は 見えなく なりました
alert-gone-reason = まだ どこかに つながって いるかもしれません。こわい ときは 切って いいです。
alert-allowed = 家族が 許可した ソフトです
alert-details = くわしく
alert-close = 閉じる
alert-help =
    使い方: kyukyubako alert

    遠隔操作が 見つかった ときの 画面を 開きます。見張りが 自分で 動かします。
