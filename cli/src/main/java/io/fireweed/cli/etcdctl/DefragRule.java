package io.fireweed.cli.etcdctl;

import java.util.Map;

/// A condition on the size of a db, as etcd-defrag takes it:
/// `dbQuotaUsage > 0.8 && dbSizeFree > 200*1024*1024`.
///
/// ```
/// or      = and {"||" and}             and   = not {"&&" not}        not = "!" not | compare
/// compare = sum [(">"|">="|"<"|"<="|"=="|"!=") sum]
/// sum     = product {("+"|"-") product}        product = value {("*"|"/"|"%") value}
/// value   = number | name | "-" value | "(" or ")"
/// ```
///
/// What holds is 1, what does not is 0; anything but 0 counts as holding.
final class DefragRule {
  private static final int DEPTH_MAX = 100;

  private final String text;
  private final Map<String, Double> names;
  private int at;
  private int depth;

  private DefragRule(String text, Map<String, Double> names) {
    this.text = text;
    this.names = names;
  }

  /// {@return whether the rule holds; an empty one always does}
  ///
  /// @param names what each name stands for
  /// @throws io.fireweed.cli.command.CommandFailure when the rule makes no sense
  static boolean holds(String rule, Map<String, Double> names) {
    if (rule.isBlank()) {
      return true;
    }
    DefragRule parser = new DefragRule(rule, names);
    double value = parser.or();
    parser.space();
    if (parser.at < rule.length()) {
      throw parser.bad("unexpected " + rule.charAt(parser.at));
    }
    return value != 0;
  }

  private double or() {
    if (++depth > DEPTH_MAX) {
      throw bad("too deep");
    }
    double left = and();
    while (take("||")) {
      double right = and();
      left = number(left != 0 || right != 0);
    }
    depth--;
    return left;
  }

  private double and() {
    double left = not();
    while (take("&&")) {
      double right = not();
      left = number(left != 0 && right != 0);
    }
    return left;
  }

  private double not() {
    boolean turned = false;
    while (!peek("!=") && take("!")) {
      turned = !turned;
    }
    double value = compare();
    return turned ? number(value == 0) : value;
  }

  private double compare() {
    double left = sum();
    if (take(">=")) {
      return number(left >= sum());
    }
    if (take("<=")) {
      return number(left <= sum());
    }
    if (take("==")) {
      return number(left == sum());
    }
    if (take("!=")) {
      return number(left != sum());
    }
    if (take(">")) {
      return number(left > sum());
    }
    return take("<") ? number(left < sum()) : left;
  }

  private double sum() {
    double left = product();
    while (true) {
      if (take("+")) {
        left += product();
      } else if (take("-")) {
        left -= product();
      } else {
        return left;
      }
    }
  }

  private double product() {
    double left = value();
    while (true) {
      if (take("*")) {
        left *= value();
      } else if (take("/")) {
        left /= value();
      } else if (take("%")) {
        left %= value();
      } else {
        return left;
      }
    }
  }

  private double value() {
    double sign = 1;
    while (take("-")) {
      sign = -sign;
    }
    if (take("(")) {
      double inner = or();
      if (!take(")")) {
        throw bad("expected )");
      }
      return sign * inner;
    }
    int from = at;
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '.')) {
      at++;
    }
    String word = text.substring(from, at);
    if (word.isEmpty()) {
      throw bad("expected a number or a name");
    }
    Double known = names.get(word);
    if (known != null) {
      return sign * known;
    }
    try {
      return sign * Double.parseDouble(word);
    } catch (NumberFormatException e) {
      throw bad("unknown name " + word);
    }
  }

  private static double number(boolean holds) {
    return holds ? 1 : 0;
  }

  private boolean take(String symbol) {
    boolean there = peek(symbol);
    at += there ? symbol.length() : 0;
    return there;
  }

  private boolean peek(String symbol) {
    space();
    return text.startsWith(symbol, at);
  }

  private void space() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private RuntimeException bad(String what) {
    return KeyRange.bad("bad defrag rule " + text + ": " + what + " at character " + (at + 1));
  }
}
