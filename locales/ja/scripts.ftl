# 電話で 言うこと。ぜんぶ 声に 出して 20秒まで。
script-police-emergency = パソコンを 遠くから 操作されました。 お金が なくなりそうです。 助けてください。
script-police-advice = 電話で だまされて、パソコンを 操作されました。 どうすれば いいですか。
script-consumer = にせの 警告が 出て、電話しました。 パソコンを 操作されました。 相談したいです。
script-ipa = にせの 警告で 電話しました。 パソコンを 操作されました。 どうすれば いいですか。
script-legal = パソコンの 詐欺に あいました。 お金を 取り戻したいです。 相談できますか。
script-bank = 口座と ネットバンキングを すぐ 止めてください。 パソコンを 操作されました。
script-receiving-bank = だまされて、そちらの 口座に 振り込みました。 振り込め詐欺救済法で、その 口座を 止めてください。
script-receiving-bank-perhaps = だまされて、そちらの 口座に 振り込んだかも しれません。 調べて、その 口座を 止めてください。
script-card = カードを すぐ 止めてください。 番号を 知られたかも しれません。
script-gift-card = だまされて、ギフトカードの 番号を 教えました。 残っていたら、止めてください。
script-gift-card-perhaps = だまされて、ギフトカードの 番号を 教えたかも しれません。 残っていたら、止めてください。
script-vendor = この ソフトで だまされました。 使った 人を 調べて、止めてください。
script-family = パソコンで だまされたかも しれません。 いっしょに いてください。
script-end-call = 用事が できました。 電話を 切ります。

# 覚えていることから 足す ことば。
script-name = { $name } です。
script-when-today = きょうの { $hour }時{ $minute }分ごろです。
script-when = { $month }月{ $day }日の { $hour }時{ $minute }分ごろです。
script-tool = ソフトの 名前は { $tool } です。
script-installed = 知らない ソフトを 入れられました。
script-pin = 入れた 番号 (PIN) は { $pin } です。
script-paid-transfer = お金を 振り込みました。
script-relief = 振り込め詐欺救済法で、相手の 口座も 止めてください。
script-paid-gift-card = ギフトカードの 番号を 教えました。
script-paid-card-number = カードの 番号を 教えました。
script-amount = 金額は { $amount } です。
script-money-moved = お金が 動いたかも しれません。
script-others-too = 警察と 相手の 銀行にも、すぐ 電話します。
script-both-banks = わたしの 銀行と、相手の 銀行にも 電話します。
