;; How much a jar stands in the way of a newer Java, from 0 (not at all) to 100.
(module $risk
  ;; $breaking: pieces of API it uses that are gone, sealed off or going
  ;; $watched:  other endangered pieces
  ;; $release:  the Java release it needs, 0 where it has no class
  (func (export "score") (param $breaking i32) (param $watched i32) (param $release i32) (result i32)
    (local $score i32)
    (local.set $score
      (i32.add
        (i32.mul (local.get $breaking) (i32.const 25))
        (i32.mul (local.get $watched) (i32.const 5))))
    ;; Code from before modules has often not been touched since.
    (if (i32.and
          (i32.gt_s (local.get $release) (i32.const 0))
          (i32.lt_s (local.get $release) (i32.const 9)))
      (then (local.set $score (i32.add (local.get $score) (i32.const 10)))))
    (select
      (i32.const 100)
      (local.get $score)
      (i32.gt_s (local.get $score) (i32.const 100)))))
