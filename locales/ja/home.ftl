# はじめの画面と そのまわり
app-title = サポート詐欺 救急箱
screen-number = 画面 { $number }
home-question = どうしましたか?
door-live = いま 遠隔操作されている・電話が つながっている
door-live-detail = 押すと、すぐに インターネットを 切りはじめます
door-popup = 警告が 出て 消えない
door-money = お金や 番号を 教えてしまった
door-after = 終わったあと (家族の方)

session-clear = 遠隔操作: 見つかりません。こわい ときは、赤い ボタンで 切って いいです
session-unknown = 遠隔操作: 調べられません
session-leftover = 遠隔操作の ソフトが 入っています: { $name }
session-allowed = 家族が 許可した ソフトです: { $name }
session-live = 遠隔操作: 見つかりました — { $name }

line-cut = インターネット: 切れています
line-cut-on-purpose = インターネットは 安全の ため わざと 切ってあります
line-cutting = インターネット: 切っています
line-back = インターネット: また つながりました
line-open = インターネット: つながっています

button-back = もどる
button-home = はじめの 画面
button-next = つぎへ
button-cut = インターネットを 切る
button-contacts = 電話番号
button-settings = 設定
button-steps = 5つの 手順
button-continue = つづき
button-dismiss = わかりました
answer-yes = はい
answer-no = いいえ
answer-unknown = わからない

ask-contact = 画面の 番号に 電話しましたか? 言われて ソフトを 入れましたか?
ask-contact-authority = 本物の マイクロソフトの 警告に、電話番号は ありません。
contacts-title = 電話番号

last-resort-title = サポート詐欺 救急箱
last-resort-text =
    1. インターネットの 線を 抜く。Wi-Fi は 切る。
    2. 電源ボタンを 10秒 押しつづける。
    3. 銀行・カード会社に 電話する。
    4. 電源は まだ 入れない。
    5. 覚えていることを 紙に 書く。

    電話を 切ってください。
    警察の 相談は #9110、消費者ホットラインは 188 です。
door-live-detail-cut = もう 切れています。もう一度 押しても だいじょうぶです
ask-contact-either = どちらか 一つでも あれば「はい」。
page-more = つづき
page-before = まえ
