;; Functions on integers, folded and flat, and everything that can go wrong in one.
(module $arithmetic
  (memory 1)
  (global $calls (mut i64) (i64.const 0))
  (func $add (export "add") (param $a i32) (param $b i32) (result i32)
    (i32.add (local.get $a) (local.get $b)))
  (func (export "multiply") (param i64 i64) (result i64)
    local.get 0
    local.get 1
    i64.mul)
  (func (export "divide") (param $a i32) (param $b i32) (result i32)
    (i32.div_s (local.get $a) (local.get $b)))
  (func $factorial (export "factorial") (param $n i64) (result i64)
    (if (result i64) (i64.le_s (local.get $n) (i64.const 1))
      (then (i64.const 1))
      (else
        (i64.mul
          (local.get $n)
          (call $factorial (i64.sub (local.get $n) (i64.const 1)))))))
  (func (export "sum") (param $n i32) (result i64)
    (local $total i64) (local $spare i64) (local $i i32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_s (local.get $i) (local.get $n)))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (local.set $total (i64.add (local.get $total) (i64.extend_i32_s (local.get $i))))
        (br $next)))
    (local.get $total))
  (func (export "forever") (loop $again (br $again)))
  (func (export "recurse") (param i32) (result i32)
    (i32.add (i32.const 1) (call 6 (local.get 0))))
  (func (export "nothing"))
  (func (export "peek") (param i32) (result i32) (i32.load8_u offset=4 align=1 (local.get 0)))
  (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
  (func (export "count") (result i64)
    (global.set $calls (i64.add (global.get $calls) (i64.const 1)))
    (global.get $calls))
  (func (export "trap") unreachable)
  (func (export "minus") (result i32) i32.const -0x80000000)
  (func (export "pick") (param i32) (result i32)
    local.get 0
    if (result i32)
      i32.const 1_000
    else
      i32.const 0x7f
    end)
  (func (export "wide") (result i64 i32) (i64.const -9_223_372_036_854_775_808) (i32.const 128)))
