package org.learnedpartition.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class NumbersTests {
  @Test
  void threeDigitsCount() {
    assertEquals("12.3", Numbers.three(12.345));
    assertEquals("1.00", Numbers.three(0.9999));
    assertEquals("0.100", Numbers.three(0.09996));
    assertEquals("1,000", Numbers.three(999.7));
    assertEquals("12,346", Numbers.three(12345.6));
    assertEquals("-2.50", Numbers.three(-2.5));
    assertEquals("0", Numbers.three(0));
  }

  @Test
  void marksKeepTheirDigits() {
    assertEquals("51,200", Numbers.plain(51200));
    assertEquals("0.3", Numbers.plain(0.1 + 0.2));
    assertEquals("-1,000.5", Numbers.plain(-1000.5));
    assertEquals("0", Numbers.plain(0));
  }

  @Test
  void whatIsNotAllIsNotCalledAll() {
    assertEquals("> 0.999", Numbers.recall(0.9997));
    assertEquals("1", Numbers.recall(1));
    assertEquals("> 99.9 %", Numbers.percent(0.99999));
    assertEquals("7.41 %", Numbers.percent(0.0741));
  }

  @Test
  void sizesAreInPowersOf1024() {
    assertEquals("1023 B", Numbers.bytes(1023));
    assertEquals("1.00 KiB", Numbers.bytes(1024));
    assertEquals("118 MiB", Numbers.bytes(123456789));
  }
}
