# コマンド
cli-help =
    使い方: kyukyubako [コマンド] [オプション]

    コマンドを 書かなければ 画面が 開きます。

      scan      遠隔操作の ソフトを 探します
      cut       インターネットを 切って、切れたことを たしかめます
      restore   切る前に 戻します
      drill     避難訓練: 切って、すぐ 戻します
      pack      センターの パックを 調べる・入れる
      status    いま 切ってあるか 答えます
      doctor    この パソコンで 使えるか 調べて、直しかたを 言います
      store     番号と 許可を 管理者だけの ところに 残します
      sheet     手順の 紙を PDF に します
      watch     画面を 出さずに 見張ります
      alert     見張りが 見つけた ときの 画面 (自動で 動きます)
      notice    パソコンを 始めた ときの お知らせ (自動で 動きます)

    くわしくは: kyukyubako コマンド --help
cli-version = 救急箱 { $version }
cli-wrong-command = そういう コマンドは ありません: { $command }
