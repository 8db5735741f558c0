package dev.gantry.engine.state;

import dev.gantry.base.Json;
import dev.gantry.base.JsonException;
import dev.gantry.base.JsonValue;
import dev.gantry.oci.blob.OutOfSpaceException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `engine.db`: documents by kind and key, in SQLite (WAL, `synchronous=FULL`): what {@link #put}
/// has returned from survives a power cut.
///
/// One connection behind one lock; a call takes well under a millisecond besides the sync.
public final class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    /// The number of the form everything in here is written in.
    private static final int FORMAT = 1;

    private final Connection connection;
    private final Reserve reserve;
    private boolean inTransaction;

    private Database(Connection connection, Reserve reserve) {
        this.connection = connection;
        this.reserve = reserve;
    }

    /// What kind of thing a document is about.
    public enum Kind {
        CONTAINER,
        IMAGE,
        /// A tag or digest reference and the image it means.
        IMAGE_NAME,
        NETWORK,
        VOLUME,
        /// Facts about the engine itself, such as its id.
        ENGINE
    }

    /// Opens or makes the database, and beside it the reserve for a full disk.
    public static Database open(Path file) throws IOException {
        Reserve reserve = new Reserve(file.resolveSibling("reserve"));
        try {
            Database database = open(file, reserve);
            reserve.takeBack();
            return database;
        } catch (IOException e) {
            if (OutOfSpaceException.isReason(e) && reserve.giveUp()) {
                return open(file, reserve);
            }
            throw e;
        }
    }

    private static Database open(Path file, Reserve reserve) throws IOException {
        try {
            Database database =
                    new Database(DriverManager.getConnection("jdbc:sqlite:" + file), reserve);
            try {
                database.prepare(file);
                return database;
            } catch (SQLException | IOException e) {
                database.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new IOException("cannot open " + file + ": " + e.getMessage(), e);
        }
    }

    private void prepare(Path file) throws SQLException, IOException {
        execute("pragma journal_mode = wal");
        execute("pragma synchronous = full");
        execute("pragma busy_timeout = 10000");
        if (isNew()) {
            execute("pragma user_version = " + FORMAT);
        }
        requireFormat(file);
        execute(
                "create table if not exists document (kind text not null, key text not null,"
                        + " body blob not null, primary key (kind, key)) without rowid");
    }

    /// A power cut may have come between making the file and giving it a form.
    private boolean isNew() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from sqlite_schema")) {
            return row.getInt(1) == 0;
        }
    }

    private void requireFormat(Path file) throws SQLException, IOException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("pragma user_version")) {
            int format = row.getInt(1);
            if (format != FORMAT) {
                throw new IOException(
                        "%s has format %d, and this program understands %d: it was written by another version"
                                .formatted(file, format, FORMAT));
            }
        }
    }

    /// Makes room on a full disk for something that frees more.
    ///
    /// @return whether there is some now
    public synchronized boolean makeRoom() throws IOException {
        return reserve.giveUp();
    }

    /// To be called after something was removed.
    public synchronized void takeRoomBack() throws IOException {
        reserve.takeBack();
    }

    /// What is known already must be writable also on a full disk: it tries again with the room
    /// that is kept for this.
    private void insisting(Work work) throws IOException {
        try {
            work.run();
        } catch (IOException e) {
            if (inTransaction || !OutOfSpaceException.isReason(e) || !reserve.giveUp()) {
                throw e;
            }
            work.run();
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    public synchronized void put(Kind kind, String key, Object document) throws IOException {
        insisting(() -> write(kind, key, document));
    }

    private void write(Kind kind, String key, Object document) throws IOException {
        try (PreparedStatement insert =
                connection.prepareStatement("insert or replace into document values (?, ?, ?)")) {
            insert.setString(1, kind.name());
            insert.setString(2, key);
            insert.setBytes(3, Json.bytes(document));
            insert.executeUpdate();
        } catch (SQLException e) {
            throw failure("write", kind, key, e);
        }
    }

    public synchronized void remove(Kind kind, String key) throws IOException {
        insisting(() -> delete(kind, key));
    }

    private void delete(Kind kind, String key) throws IOException {
        try (PreparedStatement delete =
                connection.prepareStatement("delete from document where kind = ? and key = ?")) {
            delete.setString(1, kind.name());
            delete.setString(2, key);
            delete.executeUpdate();
        } catch (SQLException e) {
            throw failure("remove", kind, key, e);
        }
    }

    /// Several changes that happen together or not at all.
    public synchronized void change(List<Change> changes) throws IOException {
        insisting(() ->
                together(() -> {
                    for (Change change : changes) {
                        switch (change) {
                            case Change.Put(Kind kind, String key, Object document) ->
                                    write(kind, key, document);
                            case Change.Remove(Kind kind, String key) -> delete(kind, key);
                        }
                    }
                }));
    }

    /// Work whose changes happen together or not at all.
    public interface Work {
        void run() throws IOException;
    }

    /// Runs work with nobody else changing anything; within it, {@link #change} and the others only
    /// take part.
    public synchronized void together(Work work) throws IOException {
        if (inTransaction) {
            work.run();
            return;
        }
        try {
            execute("begin");
            inTransaction = true;
            work.run();
            execute("commit");
        } catch (SQLException e) {
            IOException failure =
                    new IOException("cannot commit to the database: " + e.getMessage(), e);
            undo(failure);
            throw failure;
        } catch (IOException | RuntimeException e) {
            undo(e);
            throw e;
        } finally {
            inTransaction = false;
        }
    }

    /// On a full disk SQLite has undone it already.
    private void undo(Exception failure) {
        try {
            execute("rollback");
        } catch (SQLException e) {
            if (!String.valueOf(e.getMessage()).contains("no transaction is active")) {
                failure.addSuppressed(e);
            }
        }
    }

    /// One of several changes.
    public sealed interface Change {
        record Put(Kind kind, String key, Object document) implements Change {}

        record Remove(Kind kind, String key) implements Change {}
    }

    public synchronized Optional<JsonValue> find(Kind kind, String key) throws IOException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        "select body from document where kind = ? and key = ?")) {
            select.setString(1, kind.name());
            select.setString(2, key);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(Json.parse(row.getBytes(1))) : Optional.empty();
            }
        } catch (SQLException e) {
            throw failure("read", kind, key, e);
        }
    }

    /// All documents of a kind by key, in the order of keys.
    public synchronized Map<String, JsonValue> all(Kind kind) throws IOException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        "select key, body from document where kind = ? order by key")) {
            select.setString(1, kind.name());
            Map<String, JsonValue> documents = new LinkedHashMap<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    documents.put(row.getString(1), Json.parse(row.getBytes(2)));
                }
            }
            return documents;
        } catch (SQLException e) {
            throw failure("read", kind, "all", e);
        }
    }

    /// The same as records.
    public <T extends Record> List<T> all(Kind kind, Class<T> type) throws IOException {
        List<T> records = new ArrayList<>();
        for (JsonValue document : all(kind).values()) {
            records.add(Json.read(type, document));
        }
        return records;
    }

    /// All of a kind that make sense, by key. One that does not is named in the log and left where
    /// it is: a single bad document must not keep the engine from starting.
    public <T extends Record> Map<String, T> readable(Kind kind, Class<T> type) throws IOException {
        Map<String, T> records = new LinkedHashMap<>();
        all(kind)
                .forEach((key, document) -> {
                    try {
                        records.put(key, Json.read(type, document));
                    } catch (JsonException | RuntimeException e) {
                        LOG.error("{} {} makes no sense and is passed over", kind, key, e);
                    }
                });
        return records;
    }

    private static IOException failure(String what, Kind kind, String key, SQLException cause) {
        return new IOException(
                "cannot %s %s %s in the database: %s"
                        .formatted(what, kind, key, cause.getMessage()),
                cause);
    }

    @Override
    public synchronized void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }
}
