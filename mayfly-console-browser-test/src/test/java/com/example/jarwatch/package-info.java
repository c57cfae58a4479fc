/** Code of an application that has a console: of a package that is not Mayfly's. */
@NullMarked
package com.example.jarwatch;

import org.jspecify.annotations.NullMarked;
