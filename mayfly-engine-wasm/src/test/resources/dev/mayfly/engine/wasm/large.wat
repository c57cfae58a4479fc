(module (memory 1000) (func (export "run")))
