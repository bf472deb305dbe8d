package io.millrace.dashboard;

import io.millrace.api.Option;
import io.millrace.api.OptionSet;
import io.millrace.api.Secret;
import java.time.Duration;
import java.util.List;

/** The options of the output. */
final class DashboardOptions {
    static final Option<String> TITLE = Option.string("title")
            .required()
            .check(title -> !title.isBlank(), "must not be blank")
            .doc("What stands above the panel.");
    static final Option<String> PANEL = Option.string("panel")
            .doc("The panel's name, by which it is known over restarts; left out, its title. Queries that name the same"
                    + " panel share it.");
    static final Option<PanelType> TYPE = Option.oneOf("type", PanelType.class)
            .orElse("table")
            .doc("number: the newest value, large, and its course. series: lines over time. bars: a bar for each row."
                    + " table: a line for each row. map: a circle on a map of the world for each row. latest: the newest"
                    + " rows, one below the other.");
    static final Option<String> UNIT =
            Option.string("unit").doc("What the values are counted in, such as posts/s or ms.");
    static final Option<List<String>> VALUE = Option.list("value")
            .doc(
                    "The columns with the values, of a numeric type; left out, all numeric columns that have no other role."
                            + " A number, bars and a map have one.");
    static final Option<String> TIME = Option.string("time")
            .doc(
                    "series, latest: the column with a row's time; left out, the first TIMESTAMP or DATE column, or else the"
                            + " time at which the epoch was shown.");
    static final Option<String> SERIES = Option.string("series")
            .doc("series: the column whose values name the lines; left out, a line for each value column.");
    static final Option<String> LABEL =
            Option.string("label").doc("bars, map: the column that names a row; left out, the first STRING column.");
    static final Option<String> LATITUDE =
            Option.string("latitude").orElse("latitude").doc("map: the column with degrees north.");
    static final Option<String> LONGITUDE =
            Option.string("longitude").orElse("longitude").doc("map: the column with degrees east.");
    static final Option<String> ORDER_BY = Option.string("orderBy")
            .alias("ordering")
            .doc(
                    "A column, and desc if its largest values come first: which rows come first, and which are left out when"
                            + " there are too many. Left out, rows stay in their order, and the first to go are the oldest.");
    static final Option<Long> ROWS = Option.wholeNumber("rows")
            .check(rows -> rows >= 1 && rows <= PanelSpec.MOST_ROWS, "must be from 1 to " + PanelSpec.MOST_ROWS)
            .doc("How many rows are shown: 15 bars, 100 lines of a table, 500 circles, the 50 latest rows, unless said"
                    + " otherwise. What more there is, the panel says.");
    static final Option<Long> HISTORY = Option.wholeNumber("history")
            .check(rows -> rows >= 1 && rows <= PanelSpec.MOST_ROWS, "must be from 1 to " + PanelSpec.MOST_ROWS)
            .doc("How many rows are kept for pages that are opened later: 3000 points of a series, 300 of a number, 200"
                    + " latest rows, 500 others, unless said otherwise.");
    static final Option<Duration> WINDOW = Option.duration("window")
            .check(window -> !window.isZero(), "must be more than 0")
            .doc("How far back from the newest row a panel reaches; rows that are older go.");
    static final Option<Keep> KEEP = Option.oneOf("keep", Keep.class)
            .doc(
                    "What becomes of rows when an epoch brings others. last: they go, which suits the output mode complete;"
                            + " for bars, tables and maps unless said otherwise. keyed: those with the same key go, which suits"
                            + " the output mode update; for series unless said otherwise. all: they stay.");
    static final Option<List<String>> KEY = Option.list("key")
            .doc(
                    "keep=keyed: the columns by which a row is known; left out, the time and the line of a series, the label"
                            + " of a bar, the place and label on a map.");
    static final Option<PanelWidth> WIDTH = Option.oneOf("width", PanelWidth.class)
            .doc("How much of the page's width the panel takes: a quarter for numbers and half for others, unless said"
                    + " otherwise.");
    static final Option<Long> POSITION = Option.wholeNumber("position")
            .orElse("100")
            .doc("Where the panel stands: smaller ones come first, equal ones by their names.");
    static final Option<Long> MAX_TEXT = Option.wholeNumber("maxText")
            .orElse("500")
            .check(most -> most >= 10 && most <= 10_000, "must be from 10 to 10000")
            .doc("How many characters of a text are shown; a longer one is cut, and ends in an ellipsis.");

    static final Option<String> HEADING =
            Option.string("heading").doc("What stands above the whole page; left out, Millrace.");
    static final Option<String> HOST = Option.string("host")
            .orElse("127.0.0.1")
            .doc("The address of the driver to listen at. Any but a loopback address needs a token.");
    static final Option<Long> PORT = Option.wholeNumber("port")
            .check(port -> port >= 0 && port <= 65_535, "must be from 0 to 65535")
            .doc(
                    "The port to listen at, one for all queries of the application; 0: any that is free. Left out, the first"
                            + " free one from 4400 to 4415; the log says which.");
    static final Option<Secret> TOKEN = Option.secret("token")
            .doc(
                    "What browsers and scrapers must know, 16 characters at least: open the page once with ?token=..., or send"
                            + " it as a bearer token. env:NAME and file:PATH keep it out of plans and logs.");
    static final Option<List<String>> HOSTS = Option.list("hosts")
            .doc("Further names by which browsers may call the page, such as that of a proxy; requests for others are"
                    + " refused. Addresses and localhost always may.");
    static final Option<Long> MAX_CLIENTS = Option.wholeNumber("maxClients")
            .orElse("100")
            .check(most -> most >= 1 && most <= 10_000, "must be from 1 to 10000")
            .doc("How many pages may follow at the same time.");
    static final Option<String> HISTORY_DIRECTORY = Option.string("historyDirectory")
            .doc("A directory of the driver that keeps what is shown over restarts; left out, a new driver begins with"
                    + " empty panels.");

    private DashboardOptions() {}

    static OptionSet all() {
        return OptionSet.of(
                TITLE,
                TYPE,
                UNIT,
                VALUE,
                LABEL,
                TIME,
                SERIES,
                LATITUDE,
                LONGITUDE,
                ORDER_BY,
                ROWS,
                WINDOW,
                KEEP,
                KEY,
                HISTORY,
                PANEL,
                WIDTH,
                POSITION,
                MAX_TEXT,
                HEADING,
                HOST,
                PORT,
                TOKEN,
                HOSTS,
                MAX_CLIENTS,
                HISTORY_DIRECTORY);
    }
}
