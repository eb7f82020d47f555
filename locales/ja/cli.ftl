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
      sheet     手順の 紙を PDF に します

    くわしくは: kyukyubako コマンド --help
cli-version = 救急箱 { $version }
cli-wrong-command = そういう コマンドは ありません: { $command }
