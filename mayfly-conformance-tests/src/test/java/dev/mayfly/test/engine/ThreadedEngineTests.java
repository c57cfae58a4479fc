package dev.mayfly.test.engine;

import dev.mayfly.kernel.engine.Engine;
import dev.mayfly.kernel.engine.threaded.ThreadedEngine;

class ThreadedEngineTests extends EngineContractTests {

    @Override
    protected Engine newEngine(String name, int parallelism) {
        return new ThreadedEngine(name, parallelism);
    }
}
