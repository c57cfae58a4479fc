package dev.mayfly.engine.wasm;

import dev.mayfly.kernel.engine.Engine;
import dev.mayfly.kernel.engine.coroutine.CoroutineEngine;
import dev.mayfly.test.engine.EngineContractTests;

class WasmEngineContractTests extends EngineContractTests {

    @Override
    protected Engine newEngine(String name, int parallelism) {
        return new WasmEngine(new CoroutineEngine(name, parallelism), SandboxSettings.DEFAULTS);
    }
}
