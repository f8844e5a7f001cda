package io.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.setting.Namespace;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallerTests {
    private static final Namespace SHOP = new Namespace("shop");
    private static final Namespace OTHER = new Namespace("other");

    @ParameterizedTest
    @CsvSource({
        "READER, READER, true", "READER, EDITOR, false", "READER, OPERATOR, false",
        "EDITOR, READER, true", "EDITOR, EDITOR, true", "EDITOR, OPERATOR, false",
        "OPERATOR, READER, true", "OPERATOR, EDITOR, true", "OPERATOR, OPERATOR, true"
    })
    void includesWhenAnyTwoRolesThenThoseBefore(Role role, Role needed, boolean includes) {
        assertThat(role.includes(needed)).isEqualTo(includes);
    }

    @Test
    void requireWhenTheRoleIsTooSmallThenForbidden() {
        var caller = new Caller("rita", Role.READER, null);
        assertThatCode(() -> caller.require(Role.READER, SHOP)).doesNotThrowAnyException();
        assertThatThrownBy(() -> caller.require(Role.EDITOR, SHOP))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type()).isEqualTo(ProblemType.FORBIDDEN))
                .hasMessage("role: reader (expected: editor)");
    }

    @Test
    void requireWhenOutsideItsNamespacesThenForbidden() {
        var caller = new Caller("olga", Role.OPERATOR, Set.of(SHOP));
        assertThatCode(() -> caller.require(Role.OPERATOR, SHOP)).doesNotThrowAnyException();
        assertThatThrownBy(() -> caller.require(Role.READER, OTHER)).isInstanceOf(ProblemException.class);
        assertThat(caller.reaches(SHOP)).isTrue();
        assertThat(caller.reaches(OTHER)).isFalse();
    }
}
