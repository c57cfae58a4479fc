(module
  (import "env" "twice" (func $twice (param i32) (result i32)))
  (import "env" "note" (func $note (param i64)))
  (func (export "run") (param i32) (result i32)
    (call $note (i64.const -5))
    (call $twice (local.get 0))))
