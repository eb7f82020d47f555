# The family's set-up
phone-problem-characters = Please write digits.
phone-problem-public = Numbers like 110 and 188 are here already.
phone-problem-no-zero = Please write a number that begins with 0.
phone-problem-abroad = Numbers of other countries cannot be used.
phone-problem-too-short = Digits are missing.
phone-problem-too-long = There are too many digits.
phone-problem-charged = This number cannot be used.
