# だれに電話するか、何と言うか

contacts-say-police-emergency = パソコンを 遠くから 操作されました。 お金が なくなりそうです。 助けてください。
contacts-say-police-advice = 電話で だまされて パソコンを 操作されました。 どうすれば いいか 教えてください。
contacts-say-consumer-hotline = ウイルスの 警告が 出て 電話しました。 パソコンを 操作されました。 相談したいです。
contacts-say-ipa = にせの 警告で 電話して、 パソコンに 何か 入れられました。 このあと どうすれば いいですか。
contacts-say-bank = 知らない 人に パソコンを 操作されました。 口座を すぐ 止めてください。
contacts-say-card = カードの 番号を 知らない人に 教えました。 カードを すぐ 止めてください。
contacts-say-family = パソコンで だまされたかも しれません。 いっしょに いてください。

contacts-hours-always = 24時間 いつでも
contacts-hours-every-day = 毎日 { $opens }〜{ $closes }
contacts-hours-weekdays = 平日 { $opens }〜{ $closes }
contacts-hours-weekends-and-holidays = 土日・祝日 { $opens }〜{ $closes }

contacts-note-money-moving-now = お金が いま 動いている ときに かけます。
contacts-note-hours-vary-by-prefecture = 時間は 県に よって ちがいます。
contacts-note-not-from-dial-phones = 古い ダイヤル式の 電話などからは つながりません。
contacts-note-weekdays-vary-by-town = 平日の 時間は 町に よって ちがいます。
contacts-note-not-from-some-ip-phones = つながらない 電話も あります。
contacts-note-hours-unconfirmed = 時間は 変わることが あります。

contacts-bank-unknown = 通帳か キャッシュカードに 書いてある 番号
contacts-not-from-screen = 警告の 画面の 番号には 電話しないでください。
contacts-registered = 家族が 登録 ({ $date })
contacts-registered-undated = 家族が 登録
contacts-hidden-changed = 家族の 番号が 変わっています。 だれが 変えたか わからないので かくしました。 カードの うらや 通帳の 番号に 電話してください。
contacts-hidden-unconfirmed = 家族の 番号は まだ 確認されていません。 いまは かくしています。 カードの うらや 通帳の 番号に 電話してください。
contacts-checked-on = { $date } に 確かめた 番号です。
