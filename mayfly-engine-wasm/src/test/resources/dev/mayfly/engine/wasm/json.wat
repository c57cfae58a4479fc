(module
  (memory (export "memory") 1 100)
  (global $top (mut i32) (i32.const 1024))
  (data (i32.const 8) "{\"length\": ")
  (data (i32.const 40) "\22\n\c3\a9 end")
  ;; Room from the bottom up, none beyond the memory there is.
  (func $alloc (export "alloc") (param $length i32) (result i32)
    (local $begin i32)
    (local.set $begin (global.get $top))
    (if (i32.gt_u (i32.add (local.get $begin) (local.get $length)) (i32.const 65536))
      (then (return (i32.const 0))))
    (global.set $top (i32.add (local.get $begin) (local.get $length)))
    (local.get $begin))
  (func (export "echo") (param $p i32) (param $n i32) (result i64)
    (i64.or
      (i64.shl (i64.extend_i32_u (local.get $p)) (i64.const 32))
      (i64.extend_i32_u (local.get $n))))
  ;; One digit is enough for the test.
  (func (export "measure") (param $p i32) (param $n i32) (result i64)
    (i32.store8 (i32.const 19) (i32.add (i32.const 48) (local.get $n)))
    (i32.store8 (i32.const 20) (i32.const 125))
    (i64.const 0x8_0000_000d))
  (func (export "astray") (param i32 i32) (result i64) (i64.const -1))
  (func (export "number") (param i32) (result i32) (local.get 0)))
