package dev.mayfly.guide.performance;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The application that the page's examples stand in. */
@SpringBootApplication
class PerformancePage {}
