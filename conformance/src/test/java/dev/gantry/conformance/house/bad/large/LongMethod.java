package dev.gantry.conformance.house.bad.large;

final class LongMethod {
    private LongMethod() {}

    static int sum(int number) {
        int sum = number;
        sum += number * 1;
        sum += number * 2;
        sum += number * 3;
        sum += number * 4;
        sum += number * 5;
        sum += number * 6;
        sum += number * 7;
        sum += number * 8;
        sum += number * 9;
        sum += number * 10;
        sum += number * 11;
        sum += number * 12;
        sum += number * 13;
        sum += number * 14;
        sum += number * 15;
        sum += number * 16;
        sum += number * 17;
        sum += number * 18;
        sum += number * 19;
        sum += number * 20;
        sum += number * 21;
        sum += number * 22;
        sum += number * 23;
        sum += number * 24;
        sum += number * 25;
        sum += number * 26;
        sum += number * 27;
        sum += number * 28;
        sum += number * 29;
        sum += number * 30;
        sum += number * 31;
        sum += number * 32;
        sum += number * 33;
        sum += number * 34;
        sum += number * 35;
        sum += number * 36;
        sum += number * 37;
        sum += number * 38;
        sum += number * 39;
        sum += number * 40;
        sum += number * 41;
        sum += number * 42;
        sum += number * 43;
        sum += number * 44;
        sum += number * 45;
        sum += number * 46;
        sum += number * 47;
        sum += number * 48;
        sum += number * 49;
        sum += number * 50;
        sum += number * 51;
        sum += number * 52;
        return sum;
    }
}
