// tag::job[]
package shop;

import dev.mayfly.jobs.handler.JobContext;
import dev.mayfly.spring.MayflyJob;

import org.springframework.stereotype.Component;

@Component
public class Billing {

    public record Order(String id, int cents) {}

    @MayflyJob(name = "bill", maxAttempts = 3)
    public String bill(Order order, JobContext job) {
        if (order.cents() < 0) {
            throw new IllegalArgumentException("order " + order.id() + " costs less than nothing");
        }
        job.log("billed " + order.cents() + " cents");
        return "INV-" + order.id();
    }
}
// end::job[]
