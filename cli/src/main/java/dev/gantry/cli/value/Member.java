package dev.gantry.cli.value;

import dev.gantry.base.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Members of JSON objects by type; what is absent or of another type is empty.
public final class Member {
    private Member() {}

    public static String text(JsonValue.Obj object, String name) {
        return object.text(name, "");
    }

    public static long number(JsonValue.Obj object, String name) {
        if (object.fields().get(name) instanceof JsonValue.Num number) {
            try {
                return number.longValueExact();
            } catch (ArithmeticException e) {
                return (long) number.doubleValue();
            }
        }
        return 0;
    }

    public static boolean truth(JsonValue.Obj object, String name) {
        return object.fields().get(name) instanceof JsonValue.Bool(boolean value) && value;
    }

    public static List<String> texts(JsonValue.Obj object, String name) {
        List<String> texts = new ArrayList<>();
        for (JsonValue item : object.list(name)) {
            if (item instanceof JsonValue.Str(String text)) {
                texts.add(text);
            }
        }
        return texts;
    }

    public static List<JsonValue.Obj> objects(JsonValue.Obj object, String name) {
        List<JsonValue.Obj> objects = new ArrayList<>();
        for (JsonValue item : object.list(name)) {
            if (item instanceof JsonValue.Obj member) {
                objects.add(member);
            }
        }
        return objects;
    }

    /// An object of texts, in its order.
    public static Map<String, String> map(JsonValue.Obj object, String name) {
        Map<String, String> map = new LinkedHashMap<>();
        object.object(name)
                .fields()
                .forEach((key, value) -> {
                    if (value instanceof JsonValue.Str(String text)) {
                        map.put(key, text);
                    }
                });
        return map;
    }
}
