# 5つの 手順
hang-up = 電話を 切ってください
step-badge = 手順 { $number } / 5

cut-running = 切っています。そのまま 待ってください
cut-observing = たしかめています。そのまま 待ってください
cut-running-reason = 数秒で 終わります。
cut-consent = つぎに 出る 画面で「はい」を 押します
cut-consent-reason = 画面が 暗くなります。「はい」で インターネットが 切れます。
cut-done = インターネットは 切れました
cut-done-reason = 相手は もう 操作できません。あなたは 悪くありません。
cut-done-before = はじめから 切れていました。相手は 操作できません。
cut-failed = まだ つながっています
cut-back-again = また つながりました
cut-not-yet = インターネットを 切りましょう
cut-not-yet-reason = 相手の 操作が すぐ 止まります。
tool-refused = { $name } は 電源を 切ると 止まります。

hand-cable =
    インターネットの 線が あれば 抜く。
    Wi-Fi を 切る (飛行機の 絵の キー)。
hand-frozen = 画面が 動かない・黒い とき: 電源ボタンを 10秒 押す。
hand-cable-done = 抜きました・切りました
hand-cannot = できません
hand-power = 電源ボタンを 10秒 押しつづける
hand-router = さいご: ルーター (ネットの 箱) の 電源を 抜く
hand-router-telephone = 家の 電話も 切れることが あります。
hand-router-after = パソコンの ランプが 消えてから、ルーターを また 入れます。
hand-router-done = 抜きました

ask-bank = 銀行の 画面を 開きましたか? カードや ギフトカードの 番号を 教えましたか?
ask-bank-reason = 「はい」「わからない」なら、さきに 電話します。
ask-phone = 言われて、スマホにも アプリを 入れましたか?
ask-phone-reason = 「はい」なら、ちがう 電話を 使います。
other-telephone = ちがう 電話を 使ってください
other-telephone-which = 家の 電話、となりの 家、コンビニ、交番。
other-telephone-none = スマホの Wi-Fi と「モバイルデータ」を 切ります。機内モードには しないで ください。アプリを 終わらせて かけます。

hand-over = スマホで この画面を 撮ってください
hand-over-copy = この画面を 紙に 写してください
hand-over-3 = 3. 銀行・カード会社に 電話する
hand-over-4 = 4. 電源は まだ 入れない
hand-over-5 = 5. 覚えていることを 書く

power-off = パソコンの 電源を 切る
power-photo = スマホで 先に 画面を 撮って いいです: 警告・番号・6けたの 数字・チャット。
power-hold = パソコンの 本体の ボタンを、指で 10秒 押しつづけます。
power-off-reason = 残った 操作も 全部 終わります。
power-count = いっしょに 10 数える
power-until-dark = ランプが 消えるまで 押す
power-off-done = つぎの 手順を 見る

call-bank = 銀行・カード会社に 電話する
call-bank-telephone = スマホ、家の 電話、となりの 家から かけられます。
call-bank-done = 電話しました

stay-off = 電源は まだ 入れない
stay-off-reason = 入れると、また つながることが あります。
stay-off-ask = 家族か 188 に 聞いてから 入れます。
stay-off-done = わかりました

steps-title = 5つの 手順
steps-reason = 終わったら □ を 押します。もう一度 押すと 消えます。
step-1 = 1 インターネットを 切る
step-2 = 2 パソコンの 電源を 切る
step-3 = 3 銀行・カード会社に 電話する
step-4 = 4 電源は まだ 入れない
step-5 = 5 覚えていることを 書く
step-1-tick = 手順 1 が 終わった
step-2-tick = 手順 2 が 終わった
step-3-tick = 手順 3 が 終わった
step-4-tick = 手順 4 が 終わった
step-5-tick = 手順 5 が 終わった
hang-up-how = 途中で 切って いいです。何も 言わなくて いいです
hand-power-after = 消えたら、銀行に 電話してください。
cut-consent-none = 「はい」が ありません
call-bank-telephone-other = 家の 電話、となりの 家、交番から かけます。
call-say = こう 言います: 「{ $words }」
call-next = つぎの 電話番号
call-if-not-paid = お金も ギフトカードの 番号も わたって いなければ、「つぎの 電話番号」を 押します。
call-money-moving = いま お金が 引き出されている ときは、さきに { $number }番。
call-script = 電話で こう 言います
call-script-page = この ことばを、あとで 家族と 送ります
call-script-reason = ゆっくりで だいじょうぶです。
call-words = 「{ $words }」
cut-cannot-hang-up = 電話を 切れません
end-call = こう 言って、電話を 切ります
end-call-authority = 本物の マイクロソフトの 警告に、電話番号は ありません。
end-call-again = また 電話が 来ても、出なくて いいです。
end-call-done = 切りました

cut-until-restart = 電源を 切ったら、もう 入れないで ください。入れると、また つながります。
cut-consent-soon = もうすぐ 画面が 暗くなります。だいじょうぶです。
cut-consent-sample = 見本です。ここは 押せません:
hand-over-relief = お金が 動いたかも → すぐ 電話: じぶんの 銀行・相手の 銀行・警察
hand-over-paper-number = 通帳・カードの うらに ある 電話番号
hand-over-phone-question = スマホの 質問に 答える
end-call-stop = 途中で やめて いいです。
cut-consent-unknown = 「不明」と 出ますが、この 救急箱です。
cut-consent-voice = 電話の 声には 従わないで ください。
hang-up-done = 電話は 切りました
call-police = 警察に 電話する
call-receiving-bank = 相手の 銀行に 電話する
call-gift-card = ギフトカードの 会社に 電話する
power-count-again = もう一度 数える
other-telephone-ask = ほかの 電話が ない
other-telephone-own = スマホで かける とき
