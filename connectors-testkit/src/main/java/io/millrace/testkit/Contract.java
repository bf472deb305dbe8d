package io.millrace.testkit;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules of the contract, as the suites name them. */
public final class Contract {
    private static final Pattern RULE = Pattern.compile("([A-Z])(\\d+)\\.(\\d+) \\S.*");

    private Contract() {}

    /** The suites, in the order of the contract. */
    public static List<Class<?>> suites() {
        return List.of(
                LogConformance.class,
                PushConformance.class,
                StoreConformance.class,
                LookupConformance.class,
                OutputConformance.class,
                OptionsConformance.class,
                ReadFacesConformance.class,
                WriteFacesConformance.class,
                DStreamConformance.class,
                StoreFacesConformance.class);
    }

    /** The rules that a suite shows, in the order of their numbers: {@code L3.1 a range read twice gives equal events}. */
    public static List<String> rules(Class<?> suite) {
        List<String> rules = new ArrayList<>();
        for (Method method : suite.getDeclaredMethods()) {
            Rule rule = method.getAnnotation(Rule.class);
            if (rule != null) {
                rules.add(rule.value());
            }
        }
        rules.sort(Comparator.comparing(Contract::group).thenComparingInt(Contract::number));
        return rules;
    }

    /** The group of a rule: {@code L3}. */
    public static String group(String rule) {
        return matched(rule).group(1) + matched(rule).group(2);
    }

    private static int number(String rule) {
        return Integer.parseInt(matched(rule).group(3));
    }

    private static Matcher matched(String rule) {
        Matcher matcher = RULE.matcher(rule);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("Not a rule with a number: " + rule);
        }
        return matcher;
    }
}
