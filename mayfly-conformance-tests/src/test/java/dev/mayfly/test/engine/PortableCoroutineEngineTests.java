package dev.mayfly.test.engine;

import dev.mayfly.kernel.engine.coroutine.CoroutineMode;

class PortableCoroutineEngineTests extends CoroutineEngineContractTests {

    @Override
    protected CoroutineMode mode() {
        return CoroutineMode.PORTABLE;
    }
}
