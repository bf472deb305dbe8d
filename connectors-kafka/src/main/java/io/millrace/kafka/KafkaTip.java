package io.millrace.kafka;

import io.millrace.api.DenseOffsets;
import io.millrace.api.Offsets;
import io.millrace.api.Tip;

/**
 * Where each partition ends, and whether the user chose those ends.
 *
 * @param ends the ends
 * @param chosen whether some ends may lie before the newest records, and so before where reading already is
 */
record KafkaTip(Offsets ends, boolean chosen) {
    static KafkaTip of(Tip tip) {
        int line = tip.token().indexOf('\n');
        return new KafkaTip(
                DenseOffsets.ends(new Tip(tip.token().substring(line + 1))),
                Boolean.parseBoolean(tip.token().substring(0, line)));
    }

    Tip tip() {
        return new Tip(chosen + "\n" + DenseOffsets.tip(ends).token());
    }
}
