# だれの 手か わからない とき
hand-needed = ここは、この パソコンの マウスか キーボードで 押してください。できない ときは、家族か 管理者に たのんでください。
hand-needed-restore = ここは、この パソコンの マウスか キーボードで 押しつづけてください。できない ときは、管理者に たのんでください。
hand-pin-reason = この パソコンの 人だと、暗証番号で 確かめます。

# 画面を かくす
hiding-hidden = この 画面は、遠くから 見えません。
hiding-asked = この 画面を、遠くから 見えないように しました。
hiding-seen = この 画面は、遠くからも 見えます。
hiding-shown = この 画面は、いま 家族に 見えます。
hiding-unavailable = この パソコンでは、画面を 遠くから かくせません。
hiding-show = 家族に 見せる
hiding-again = また かくす
