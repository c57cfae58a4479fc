package dev.mayfly.test.engine;

import dev.mayfly.kernel.carrier.CarrierSettings;
import dev.mayfly.kernel.engine.Engine;
import dev.mayfly.kernel.engine.coroutine.CoroutineEngine;
import dev.mayfly.kernel.engine.coroutine.CoroutineMode;

class PortableCoroutineEngineTests extends EngineContractTests {

    @Override
    protected Engine newEngine(String name, int parallelism) {
        return new CoroutineEngine(name, CoroutineMode.PORTABLE, CarrierSettings.of(parallelism));
    }
}
