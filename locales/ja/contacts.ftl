# だれに電話するか
contacts-open-now = いま つながります
contacts-usually-open = ふつうは つながります
contacts-closed-now = いまは 時間外です
contacts-outdated = 古い 番号かも しれません。確かめてください。
contacts-page = ホームページ: { $page }

contacts-hours-always = 24時間 いつでも
contacts-hours-every-day = 毎日 { $opens }〜{ $closes }
contacts-hours-weekdays = 平日 { $opens }〜{ $closes }
contacts-hours-saturdays = 土曜日 { $opens }〜{ $closes }
contacts-hours-weekends-and-holidays = 土日・祝日 { $opens }〜{ $closes }
contacts-hours-weekends = 土日 { $opens }〜{ $closes }

telephone-mobile = スマホ・携帯電話
telephone-prepaid = プリペイドの 携帯電話
telephone-home = 家の 電話
telephone-dial = 古い ダイヤル式の 電話
telephone-ip = IP電話
telephone-public = 公衆電話
contacts-phone-yes = { $telephone }から かけられます。
contacts-phone-some = { $telephone }では、つながらない ことが あります。
contacts-phone-no = { $telephone }からは つながりません。
contacts-phone-between = ・
contacts-phone-other = { $telephone }からは { $number }

contacts-note-money-moving-now = いま お金が 引き出されている ときに かけます。
contacts-note-hours-vary-by-prefecture = 時間は 県に よって ちがいます。
contacts-note-weekdays-vary-by-town = 平日の 時間は 町に よって ちがいます。
contacts-note-hours-not-known = 時間は わかりません。
contacts-note-prefecture-only = この 県に 住む 人の 番号です。
contacts-note-page-only = ホームページから 知らせます。

contacts-bank-unknown = 通帳か キャッシュカードに 書いてある 電話番号
contacts-card-unknown = カードの うらに 書いてある 電話番号
contacts-receiving-bank = お金を 送った 先の 銀行
contacts-receiving-bank-where = 振り込んだ ときの 紙に 名前が あります。
contacts-gift-card-unknown = ギフトカードの 会社
contacts-gift-card-where = カードの うらか レシートに 電話番号が あります。
contacts-relief = 自分の 銀行と 警察にも すぐ 電話します。
contacts-say = 言うこと
contacts-say-open = 言うことを 見る: { $who }

contacts-not-from-screen = 警告の 画面の 番号には 電話しないでください。
contacts-registered = 家族が 登録 ({ $date })
contacts-registered-undated = 家族が 登録
contacts-hidden-changed = 家族の 番号が 変わっています。 だれが 変えたか わからないので かくしました。 カードの うらや 通帳に ある 電話番号に かけてください。
contacts-hidden-unconfirmed = 家族の 番号は まだ 確認されていません。 いまは かくしています。 カードの うらや 通帳に ある 電話番号に かけてください。
contacts-checked-on = 会社の 案内で 確かめた 番号 ({ $date })
contacts-check-number = 番号を 確かめてください
contacts-relief-bank = 警察と、相手の 銀行にも すぐ 電話します。
contacts-relief-police = じぶんの 銀行と、相手の 銀行にも すぐ 電話します。
