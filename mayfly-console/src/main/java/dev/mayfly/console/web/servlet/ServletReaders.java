package dev.mayfly.console.web.servlet;

import dev.mayfly.console.web.Reader;

import jakarta.servlet.http.HttpServletRequest;

/** Asks the host application's security who reads. */
@FunctionalInterface
public interface ServletReaders {

    /**
     * Who sent a request.
     *
     * @param request the request
     * @return the reader
     */
    Reader of(HttpServletRequest request);

    /**
     * Without Spring Security: nobody is known.
     *
     * @return always {@link Reader#ANONYMOUS}
     */
    static ServletReaders anonymous() {
        return request -> Reader.ANONYMOUS;
    }
}
