package dev.mayfly.spring.boot.autoconfigure;

import dev.mayfly.kernel.carrier.BacklogForecast;
import dev.mayfly.kernel.carrier.CarrierSettings;
import dev.mayfly.kernel.engine.EngineFactory;
import dev.mayfly.kernel.engine.async.AsyncEngine;
import dev.mayfly.kernel.engine.coroutine.CoroutineEngine;
import dev.mayfly.kernel.engine.process.LineProtocol;
import dev.mayfly.kernel.engine.process.ProcessEngine;
import dev.mayfly.kernel.engine.threaded.ThreadedEngine;
import dev.mayfly.spring.boot.autoconfigure.configuration.MayflyProperties;
import dev.mayfly.spring.boot.autoconfigure.configuration.WasmEngineMaker;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;

import java.time.Duration;

/**
 * What configured engines are made with, besides their settings.
 *
 * @param protocol reads the lines of programs
 * @param beans hold what modules may be granted
 * @param forecast guesses how much work waits at carriers; null for the kernel's own
 */
record EngineParts(
        LineProtocol protocol,
        ListableBeanFactory beans,
        BacklogForecast.@Nullable Factory forecast) {

    EngineFactory factory(String name, MayflyProperties.Engine engine) {
        int parallelism = engine.parallelismOrDefault();
        MayflyProperties.ProcessSettings process = engine.process();
        Duration grace = process == null ? ProcessEngine.DEFAULT_GRACE : process.grace();
        return switch (engine.typeOf(name)) {
            case COROUTINE -> given -> coroutines(given, engine);
            case THREADED -> given -> new ThreadedEngine(given, parallelism);
            case ASYNC -> given -> new AsyncEngine(given, parallelism);
            case PROCESS -> given -> new ProcessEngine(coroutines(given, engine), protocol, grace);
            case WASM -> given -> WasmEngineMaker.make(given, parallelism, engine.wasm(), beans);
        };
    }

    private CoroutineEngine coroutines(String name, MayflyProperties.Engine engine) {
        CarrierSettings settings = engine.carriers();
        return new CoroutineEngine(
                name,
                engine.modeOrDefault(),
                forecast == null ? settings : settings.withForecast(forecast));
    }
}
