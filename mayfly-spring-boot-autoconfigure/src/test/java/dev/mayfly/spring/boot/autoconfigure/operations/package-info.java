/** Tests of what operators are given: metrics, alert rules, the dashboard, recordings, dumps. */
@NullMarked
package dev.mayfly.spring.boot.autoconfigure.operations;

import org.jspecify.annotations.NullMarked;
