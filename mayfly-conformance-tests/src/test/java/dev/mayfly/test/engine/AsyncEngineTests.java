package dev.mayfly.test.engine;

import dev.mayfly.kernel.engine.Engine;
import dev.mayfly.kernel.engine.async.AsyncEngine;

class AsyncEngineTests extends EngineContractTests {

    @Override
    protected Engine newEngine(String name, int parallelism) {
        return new AsyncEngine(name, parallelism);
    }
}
