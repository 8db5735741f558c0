package dev.gantry.cli.system;

import dev.gantry.api.client.ApiException;
import dev.gantry.api.client.Request;
import dev.gantry.api.client.Response;
import dev.gantry.cli.command.Arguments;
import dev.gantry.cli.command.Cli;
import dev.gantry.cli.command.Command;
import dev.gantry.cli.command.ExitException;
import dev.gantry.cli.command.Flag;
import dev.gantry.cli.command.Spec;
import dev.gantry.cli.inspect.Inspection;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/// `inspect`: all about anything that has a name or id.
public final class InspectCommand implements Command {
    @Override
    public Spec spec() {
        return Spec.of(
                        "[OPTIONS] NAME|ID [NAME|ID...]",
                        "Show all about containers, images and networks",
                        Spec.Arity.atLeast(1))
                .flags(
                        Inspection.FORMAT,
                        Flag.bool("size", "s", "Also the sizes of containers"),
                        Flag.text(
                                "type",
                                "Only things of this type: container, image, network, volume"));
    }

    @Override
    public int run(Cli cli, Arguments arguments) throws IOException, InterruptedException {
        String type = arguments.text("type");
        if (!type.isEmpty() && !KINDS.containsKey(type)) {
            throw ExitException.because(
                    "unknown type: \"%s\": must be one of \"%s\""
                            .formatted(type, String.join("\", \"", KINDS.keySet())));
        }
        return new Inspection(cli, arguments.text("format"))
                .run(arguments.positional(), name -> find(cli, arguments, name));
    }

    private static final Map<String, String> KINDS = kinds();

    /// Where each type is asked for, in the order they are tried.
    private static Map<String, String> kinds() {
        Map<String, String> kinds = new LinkedHashMap<>();
        kinds.put("container", "/containers/%s/json");
        kinds.put("image", "/images/%s/json");
        kinds.put("network", "/networks/%s");
        kinds.put("volume", "/volumes/%s");
        return kinds;
    }

    private static byte[] find(Cli cli, Arguments arguments, String name) throws IOException {
        String type = arguments.text("type");
        for (Map.Entry<String, String> kind : KINDS.entrySet()) {
            if (!type.isEmpty() && !type.equals(kind.getKey())) {
                continue;
            }
            String escaped = kind.getKey().equals("image") ? name : Request.escape(name);
            Request request = Request.get(kind.getValue().replace("%s", escaped));
            boolean size = kind.getKey().equals("container") && arguments.bool("size");
            try (Response response = cli.client().send(request.queryIf("size", size))) {
                return response.bytes();
            } catch (ApiException e) {
                if (!type.isEmpty() || !meansNoSuchThing(e)) {
                    throw e;
                }
            }
        }
        throw ExitException.because("Error: No such object: " + name);
    }

    /// A daemon may also refuse a name that no thing of that kind can have, or not know the kind.
    private static boolean meansNoSuchThing(ApiException e) {
        return e.isNotFound() || e.status() == 400 || e.status() == 501;
    }
}
