package dev.mayfly.benchmarks.stress;

import dev.mayfly.engine.wasm.Sandbox;
import dev.mayfly.engine.wasm.SandboxSettings;
import dev.mayfly.engine.wasm.wat.WatAssembler;
import dev.mayfly.kernel.task.TaskOptions;

import java.time.Duration;
import java.util.SplittableRandom;

/** Functions in the sandbox that return, trap, ask for too much memory, or never end. */
final class SandboxStorm implements Storm {

    private static final String MODULE = "trouble";

    /** One module, with little time and memory for each call. */
    static final SandboxSettings RULES =
            SandboxSettings.DEFAULTS
                    .withModule(
                            MODULE,
                            WatAssembler.assemble(
                                    """
                                    (module
                                      (memory 1)
                                      (func (export "add") (param i32) (param i32) (result i32)
                                        (i32.add (local.get 0) (local.get 1)))
                                      (func (export "grow") (result i32)
                                        (memory.grow (i32.const 4000)))
                                      (func (export "trap") unreachable)
                                      (func (export "forever") (loop $again (br $again))))
                                    """))
                    .withMemoryLimit(1 << 20)
                    .withTimeLimit(Duration.ofMillis(30));

    private static final int LIFE_MILLIS = 60;

    @Override
    public void blow(World world, SplittableRandom random) {
        SplittableRandom own = random.split();
        world.submit(
                World.SANDBOX,
                random,
                TaskOptions.named("sandboxed").withTimeout(World.upTo(random, LIFE_MILLIS)),
                t -> {
                    var program = t.facility(Sandbox.class).program(MODULE);
                    return switch (own.nextInt(4)) {
                        case 0 -> program.call("add", 1, 2).size();
                        case 1 -> program.call("grow").size();
                        case 2 -> program.call("trap").size();
                        default -> program.call("forever").size();
                    };
                });
    }
}
