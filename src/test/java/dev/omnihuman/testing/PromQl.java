package dev.omnihuman.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a query asks for. It knows as much of the language as our queries use, and refuses the rest.
 *
 * @param selectors the metrics, each with its conditions
 * @param groupings the labels by which results are grouped or joined
 */
public record PromQl(List<Selector> selectors, Set<String> groupings) {

  /** One metric, where it stands. */
  public record Selector(String metric, List<Condition> conditions) {}

  /**
   * @param operator {@code =}, {@code !=}, {@code =~} or {@code !~}
   */
  public record Condition(String label, String operator, String value) {

    /** What a condition of ours names: each of these values should be there. */
    public List<String> values() {
      return operator.endsWith("~") ? List.of(value.split("\\|")) : List.of(value);
    }
  }

  private static final Set<String> FUNCTIONS =
      Set.of("sum", "min", "max", "count", "rate", "increase", "histogram_quantile");
  private static final Set<String> LISTS = Set.of("by", "without", "on", "ignoring", "group_left");
  private static final Set<String> WORDS = Set.of("and", "or", "unless");
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(?:(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)|\"(?<text>[^\"\\\\]*)\""
              + "|(?<number>[0-9][0-9.]*[smhd]?)|(?<sign>=~|!~|!=|==|<=|>=|[-+*/<>=(){}\\[\\],]))");

  private record Token(String kind, String text) {
    boolean is(String sign) {
      return kind.equals("sign") && text.equals(sign);
    }
  }

  private static final Token END = new Token("end", "");

  /**
   * @throws IllegalArgumentException saying what it does not know
   */
  public static PromQl parse(String query) {
    return new Reader(tokens(query)).read();
  }

  private static List<Token> tokens(String query) {
    List<Token> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(query.strip());
    int end = 0;
    while (end < query.strip().length()) {
      if (!matcher.find() || matcher.start() != end) {
        throw new IllegalArgumentException("unknown: " + query.strip().substring(end));
      }
      end = matcher.end();
      for (String kind : List.of("name", "text", "number", "sign")) {
        if (matcher.group(kind) != null) {
          tokens.add(new Token(kind, matcher.group(kind)));
        }
      }
    }
    return tokens;
  }

  private static final class Reader {
    private final List<Token> tokens;
    private final List<Selector> selectors = new ArrayList<>();
    private final Set<String> groupings = new TreeSet<>();
    private int at;

    Reader(List<Token> tokens) {
      this.tokens = tokens;
    }

    private Token next() {
      return at < tokens.size() ? tokens.get(at++) : END;
    }

    private boolean skip(String sign) {
      boolean there = at < tokens.size() && tokens.get(at).is(sign);
      at += there ? 1 : 0;
      return there;
    }

    PromQl read() {
      for (Token token = next(); token != END; token = next()) {
        if (!token.kind().equals("name") || WORDS.contains(token.text())) {
          continue;
        }
        if (LISTS.contains(token.text())) {
          labels();
        } else if (skip("(")) {
          if (!FUNCTIONS.contains(token.text())) {
            throw new IllegalArgumentException("a function that is not known: " + token.text());
          }
        } else if (!FUNCTIONS.contains(token.text())) {
          // Names of functions stand alone before "by".
          selectors.add(new Selector(token.text(), conditions()));
        }
      }
      return new PromQl(selectors, groupings);
    }

    private void labels() {
      if (!skip("(")) {
        throw new IllegalArgumentException("a list without its bracket");
      }
      while (!skip(")")) {
        groupings.add(name());
        skip(",");
      }
    }

    private List<Condition> conditions() {
      List<Condition> conditions = new ArrayList<>();
      if (skip("{")) {
        while (!skip("}")) {
          String label = name();
          String operator = next().text();
          Token value = next();
          if (!Set.of("=", "!=", "=~", "!~").contains(operator) || !value.kind().equals("text")) {
            throw new IllegalArgumentException("not a condition on " + label);
          }
          conditions.add(new Condition(label, operator, value.text()));
          skip(",");
        }
      }
      return conditions;
    }

    private String name() {
      Token token = next();
      if (!token.kind().equals("name")) {
        throw new IllegalArgumentException("a name is missing before " + token.text());
      }
      return token.text();
    }
  }
}
