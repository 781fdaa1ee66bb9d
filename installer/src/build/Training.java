import dev.backstep.recording.protocol.Frames;
import dev.backstep.recording.protocol.Reply;
import dev.backstep.recording.protocol.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What is recorded for the caches: what people do first.
///
/// @param program that they run
/// @param loops that they run for longer
/// @param scratch a folder that nobody needs afterwards
record Training(Path program, Path loops, Path scratch) {

    /// @param programs the folder with them
    static Training of(Path programs, Path scratch) {
        return new Training(programs.resolve("training.py"), programs.resolve("loops.py"), scratch);
    }

    void kernel(AotCache cache) throws IOException, InterruptedException {
        var first = Files.readString(program);
        var longer = Files.readString(loops);
        // See the kernel's class Vectors.
        cache.make(List.of("-Dbackstep.vectors=no"), kernel -> {
            run(kernel, 1, first, true);
            run(kernel, 2, longer, false);
            run(kernel, 3, longer, true);
            Frames.write(kernel.getOutputStream(), new Request.Shutdown());
        });
    }

    private static void run(Process kernel, long id, String source, boolean record) throws IOException {
        Frames.write(kernel.getOutputStream(), new Request.Run(id, "training.py", source, "", 0, "cpu", record, false));
        Reply reply;
        do {
            reply = Frames.readReply(kernel.getInputStream());
            if (reply instanceof Reply.Finished finished && finished.error() != null) {
                throw new IOException("the training failed: " + finished.error());
            }
        } while (reply != null && !(reply instanceof Reply.Finished));
    }

    /// The window ends by itself when the first graph is there and has been changed a few times.
    void window(AotCache cache) throws IOException, InterruptedException {
        // Most starts find settings.
        Path home = Files.createDirectories(scratch.resolve("home"));
        Files.writeString(home.resolve("settings.json"), "{}");
        cache.make(
                List.of(
                        "-Dglass.platform=Headless",
                        "-Dprism.order=sw",
                        "-Dbackstep.home=" + home,
                        "-Dbackstep.startup.edits=5",
                        "-Dbackstep.startup.report=" + scratch.resolve("report.json")),
                window -> window.getOutputStream().close());
    }

    /// A command that is given its arguments by its launcher.
    void command(AotCache cache) throws IOException, InterruptedException {
        cache.make(List.of(), command -> command.getOutputStream().close());
    }
}
