// tag::controller[]
package shop;

import dev.mayfly.spring.Mayfly;

import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
class OrderController {

    private final Mayfly mayfly;

    OrderController(Mayfly mayfly) {
        this.mayfly = mayfly;
    }

    @PostMapping("/orders")
    String place(@RequestBody Billing.Order order) {
        return mayfly.submit(Billing::bill, order).id().value();
    }
}
// end::controller[]
