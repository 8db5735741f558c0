package dev.gantry.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class QueryTest {
    @Test
    void flagsFollowDockersRule() {
        Query query =
                Query.parse("a=&b=0&c=No&d=FALSE&e=none&f=%20false%20&g=1&h=true&i=2&j=off&k&l=x");
        assertThat(query.names()).filteredOn(query::flag).containsExactly("g", "h", "i", "j", "l");
        assertThat(query.flag("absent")).isFalse();
    }

    @Test
    void valuesKeepTheirOrder() {
        Query query = Query.parse("t=2&t=1&u=&&v");
        assertThat(query.all("t")).containsExactly("2", "1");
        assertThat(query.first("t")).contains("2");
        assertThat(query.text("u", "default")).isEmpty();
        assertThat(query.text("w", "default")).isEqualTo("default");
        assertThat(query.isGiven("v")).isTrue();
        assertThat(query.isGiven("w")).isFalse();
        assertThat(query.all("w")).isEmpty();
    }

    @Test
    void escapesMustBeWhole() {
        assertThat(Query.parse("a=%7B%22x%22%3Atrue%7D=").text("a", "")).isEqualTo("{\"x\":true}=");
        assertThatIllegalArgumentException().isThrownBy(() -> Query.parse("a=%7"));
        assertThatIllegalArgumentException().isThrownBy(() -> Query.parse("%g1=a"));
        assertThatIllegalArgumentException().isThrownBy(() -> Query.parse("a=%00"));
        assertThatIllegalArgumentException().isThrownBy(() -> Query.parse("a=%C3"));
    }
}
