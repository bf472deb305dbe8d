package io.millrace.examples;

/** The topics of the demo. */
final class Topics {
    /** In: posts, by author. */
    static final String POSTS = "posts";

    /** Out: each post with its mood, by its id. */
    static final String SCORED = "scored";

    /** Out: how often a hashtag was used in a window, again whenever the number has grown. */
    static final String HASHTAGS = "hashtags";

    private Topics() {}
}
