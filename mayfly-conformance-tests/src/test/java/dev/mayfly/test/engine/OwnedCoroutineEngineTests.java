package dev.mayfly.test.engine;

import dev.mayfly.kernel.engine.coroutine.CoroutineMode;

class OwnedCoroutineEngineTests extends CoroutineEngineContractTests {

    @Override
    protected CoroutineMode mode() {
        return CoroutineMode.OWNED;
    }
}
