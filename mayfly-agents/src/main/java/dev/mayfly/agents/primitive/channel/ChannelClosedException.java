package dev.mayfly.agents.primitive.channel;

/** Thrown to who sends to a closed channel, or receives from one that is closed and empty. */
public final class ChannelClosedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    ChannelClosedException(String message) {
        super(message);
    }

    static ChannelClosedException toSender(String channel) {
        return new ChannelClosedException(
                "channel \""
                        + channel
                        + "\" is closed and takes no more; look at isClosed() first");
    }

    static ChannelClosedException toReceiver(String channel) {
        return new ChannelClosedException(
                "channel \"" + channel + "\" is closed and everything in it has been received");
    }
}
