# 家族の 準備
phone-problem-characters = 数字で 書いてください。
phone-problem-public = 110 や 188 は もう 入っています。ここには 書きません。
phone-problem-no-zero = 0 から はじまる 番号を 書いてください。
phone-problem-abroad = 海外の 番号は 書けません。
phone-problem-too-short = 数字が たりません。
phone-problem-too-long = 数字が 多すぎます。
phone-problem-charged = この 番号は 書けません。
