package io.millrace.x;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/** The ids of the latest posts, so many and no more. One thread. */
final class RememberedIds {
    private final int most;
    private final Set<String> ids = new LinkedHashSet<>();

    RememberedIds(long most) {
        this.most = Math.toIntExact(most);
    }

    /** Remembers an id; answers false if it was known. */
    boolean add(String id) {
        if (!ids.add(id)) {
            return false;
        }
        if (ids.size() > most) {
            Iterator<String> oldest = ids.iterator();
            oldest.next();
            oldest.remove();
        }
        return true;
    }
}
