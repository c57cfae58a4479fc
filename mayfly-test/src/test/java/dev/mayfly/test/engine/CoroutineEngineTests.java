package dev.mayfly.test.engine;

import dev.mayfly.kernel.engine.Engine;
import dev.mayfly.kernel.engine.coroutine.CoroutineEngine;

class CoroutineEngineTests extends EngineContractTests {

    @Override
    protected Engine newEngine(String name, int parallelism) {
        return new CoroutineEngine(name, parallelism);
    }
}
