# memo
