package dev.mayfly.test.engine;

import dev.mayfly.kernel.engine.Engine;
import dev.mayfly.kernel.engine.coroutine.CoroutineEngine;
import dev.mayfly.kernel.engine.process.LineProtocol;
import dev.mayfly.kernel.engine.process.ProcessEngine;

class ProcessEngineTests extends EngineContractTests {

    @Override
    protected Engine newEngine(String name, int parallelism) {
        return new ProcessEngine(new CoroutineEngine(name, parallelism), LineProtocol.none());
    }
}
