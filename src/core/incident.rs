//! What happened to this person today: their place in the steps, their answers, their memo.
