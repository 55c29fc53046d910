package org.learnedpartition.model;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.AnnotationConsumer;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * Seeds of a randomized test: those given, and, with the property {@code tests.multiplier} = m of
 * Lucene's own tests, m - 1 times as many new ones. A test's name tells its seed; one that failed
 * is added to those given.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ArgumentsSource(Seeds.Provider.class)
public @interface Seeds {
  long[] value();

  /** Makes the seeds. */
  final class Provider implements ArgumentsProvider, AnnotationConsumer<Seeds> {
    private long[] given;

    @Override
    public void accept(Seeds seeds) {
      given = seeds.value();
    }

    @Override
    public Stream<? extends Arguments> provideArguments(
        ParameterDeclarations parameters, ExtensionContext context) {
      long more = given.length * (Long.getLong("tests.multiplier", 1) - 1);
      LongStream fresh = ThreadLocalRandom.current().longs(Math.max(0, more));
      return LongStream.concat(Arrays.stream(given), fresh).mapToObj(Arguments::of);
    }
  }
}
